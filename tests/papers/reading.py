"""Reading a PDF back, to prove what it says and what it cannot do."""

import io
import re
from collections.abc import Iterator

import pikepdf
import pypdfium2


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page as a reader would select it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def text_of(pdf: bytes) -> str:
    """All text with every run of white space as one space, so that a wrapped line reads as one."""
    return re.sub(r"\s+", " ", " ".join(pages_of(pdf)))


def squeezed(text: str) -> str:
    """Text without any white space, to find a value that was broken over lines."""
    return re.sub(r"\s+", "", text)


def names_in(pdf: bytes) -> set[str]:
    """Every PDF name and dictionary key in the file: what could act or embed would be among them."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {name for thing in document.objects for name in _names(thing)}


def _names(thing: object, depth: int = 0) -> Iterator[str]:
    if depth > 20:
        return
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key, value in thing.items():
            yield str(key)
            if not (isinstance(value, pikepdf.Object) and value.is_indirect):
                yield from _names(value, depth + 1)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            if not (isinstance(value, pikepdf.Object) and value.is_indirect):
                yield from _names(value, depth + 1)
    elif isinstance(thing, pikepdf.Name):
        yield str(thing)


ACTIVE = {
    "/URI",
    "/JS",
    "/JavaScript",
    "/Launch",
    "/OpenAction",
    "/AA",
    "/SubmitForm",
    "/GoToR",
    "/EmbeddedFile",
    "/Image",
}
"""Names that none of our papers may bear."""


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """Each font's name, and whether it is embedded."""
    found: dict[str, bool] = {}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font":
                descriptor = thing.get("/FontDescriptor")
                found[str(thing["/BaseFont"])] = descriptor is not None and "/FontFile2" in descriptor
    return found
