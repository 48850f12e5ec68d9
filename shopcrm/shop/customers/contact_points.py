"""E-mail addresses, telephone numbers and postcodes in standard form. Pure functions; cached, for long imports."""

import re
from functools import lru_cache

from shopcrm.errors import InvalidValue
from shopcrm.plain_text import clean_line

LONGEST_EMAIL = 254
LONGEST_LOCAL_PART = 64
"""How long an address, and its part before the @, may be (RFC 5321 section 4.5.3.1)."""
LONGEST_PHONE = 60

_PLAIN_EMAIL = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}", re.ASCII
)
_ANGLED = re.compile(r"<([^<>]+)>\s*\Z")
_BRITISH_PHONE = re.compile(r"(?:\+44|0044|0)(?:\(0\))?([1-9]\d{8,9})", re.ASCII)
_BETWEEN_DIGITS = re.compile(r"[\s.\-/]+")
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})", re.ASCII)
_UNITED_KINGDOM = frozenset(
    ("gb", "uk", "united kingdom", "great britain", "england", "scotland", "wales", "northern ireland")
)
_AREAS = re.compile(
    "A[BL]|B[ABDFHLNRSTX]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]"
    "|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE"
)

_SLIPPED_END = re.compile(r"\.(?:con|cmo|ocm|vom|comm|coom|cpm)\Z")
_SLIPS = {
    slip: meant
    for meant, slips in {
        "gmail.com": "gmial.com gmai.com gmal.com gamil.com gmil.com gnail.com gmaill.com gmail.co gmail.cm",
        "hotmail.com": "hotmial.com hotmal.com hotmai.com homail.com hotmil.com hotmaill.com hotmail.cm",
        "outlook.com": "outlok.com outloo.com oulook.com outlook.cm",
        "yahoo.com": "yaho.com yahooo.com yhaoo.com yahoo.cm",
        "yahoo.co.uk": "yaho.co.uk yahoo.couk yahoo.co.ukk yahoo.uk.co",
        "icloud.com": "iclod.com icoud.com icluod.com icloud.co",
        "btinternet.com": "btinternt.com btintenet.com btinterent.com",
    }.items()
    for slip in slips.split()
}
"""Names of mail services as they are mistyped most."""


@lru_cache(maxsize=65536)
def email(typed: str) -> str:
    """The address in standard form, in small letters; raises InvalidValue for what cannot be an address."""
    plain = bare_email(typed)
    folded = plain.lower()
    if len(folded) > LONGEST_EMAIL or folded.find("@") > LONGEST_LOCAL_PART:
        raise InvalidValue("email", "That is too long for an e-mail address.", "It looks like name@example.com.")
    return folded if _PLAIN_EMAIL.fullmatch(folded) else _checked_email(plain)


def bare_email(typed: str) -> str:
    """The address without what comes along when it is copied: ``mailto:``, ``Ann <...>``, spaces."""
    line = clean_line(typed)
    angled = _ANGLED.search(line)
    line = angled[1] if angled else line
    return "".join(line.removeprefix("mailto:").removeprefix("MAILTO:").split())


def _checked_email(plain: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(plain, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        raise InvalidValue("email", "That cannot be an e-mail address.", "It looks like name@example.com.") from None
    return found.normalized.lower()


@lru_cache(maxsize=65536)
def phone(typed: str, country: str) -> str:
    """The number as E.164 (``+447700900123``, with ``;ext=12`` where there is one), else as its digits.

    country: two letters, for numbers written without `+`. Raises InvalidValue for what cannot be a number at all.
    """
    line = clean_line(typed)
    if country == "GB":
        british = _BRITISH_PHONE.fullmatch(_BETWEEN_DIGITS.sub("", line))
        if british:
            return f"+44{british[1]}"
    digits = "".join(found for found in line if found.isascii() and found.isdigit())
    if len(digits) < 3 or len(line) > LONGEST_PHONE:
        raise InvalidValue("phone", "That cannot be a telephone number.", "Type its digits, such as 07700 900123.")
    return _parsed_phone(line, country) or ("+" + digits if line.startswith("+") else digits)


def _parsed_phone(line: str, country: str) -> str:
    import phonenumbers

    try:
        found = phonenumbers.parse(line, country)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(found):
        return ""
    plain: str = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
    return f"{plain};ext={found.extension}" if found.extension else plain


def phone_doubt(typed: str, country: str) -> str:
    """Why the number may be mistyped, in words; empty where it looks right. A doubt warns and never refuses."""
    import phonenumbers

    try:
        found = phonenumbers.parse(clean_line(typed), country)
    except phonenumbers.NumberParseException:
        return "This does not look like a telephone number."
    if not phonenumbers.is_possible_number(found):
        return "This telephone number has too few or too many digits."
    if not phonenumbers.is_valid_number(found):
        return "This telephone number is not in use in its country. Check it."
    return ""


def email_doubt(typed: str) -> str:
    """Why the address may be mistyped, in words; empty where it looks right."""
    return domain_doubt(email(typed).rpartition("@")[2])


def domain_doubt(domain: str) -> str:
    """Why an e-mail address may be mistyped behind its @, in words; empty where it looks right."""
    if "." not in domain:
        return "The part after @ has no dot. Check it."
    meant = _SLIPS.get(domain) or _SLIPPED_END.sub(".com", domain)
    return "" if meant == domain else f"The part after @ is {domain}. Perhaps {meant} is meant."


def digits_as_found(normal: str) -> str:
    """The digits under which a number is found, with the country's code and, for British ones, as dialled at home."""
    number = normal.partition(";")[0]
    digits = number.lstrip("+")
    return f"{digits} 0{digits[2:]}" if number.startswith("+44") else digits


def postcode(typed: str, country: str) -> str:
    """A British postcode as ``SW1A 1AA``; any other as typed. country: as in the address, or the shop's own."""
    line = clean_line(typed)
    if not is_united_kingdom(country):
        return line
    parts = split_postcode(line)
    return " ".join(parts) if parts else line


def split_postcode(text: str) -> tuple[str, str] | None:
    """The outward and the inward part of a British postcode, or None for what is not written like one."""
    found = _POSTCODE.fullmatch(squeezed(text))
    return (found[1], found[2]) if found else None


def postcode_area(outward: str) -> str:
    """The letters that a postcode's outward part starts with: ``SW`` of ``SW1A``."""
    return outward[:2] if outward[1].isalpha() else outward[0]


def squeezed(postcode_typed: str) -> str:
    """A postcode in capitals without spaces."""
    return "".join(postcode_typed.upper().split())


def postcode_doubt(typed: str, country: str) -> str:
    """Why a British postcode may be mistyped, in words; empty where it looks right, or is of another country."""
    if not typed.strip() or not is_united_kingdom(country):
        return ""
    parts = split_postcode(clean_line(typed))
    if parts is None:
        return "This does not look like a British postcode."
    area = postcode_area(parts[0])
    return "" if _AREAS.fullmatch(area) else f"No British postcode starts with {area}."


def is_united_kingdom(country: str) -> bool:
    """Whether that is how the United Kingdom, or a nation of it, is written."""
    return country.strip().casefold() in _UNITED_KINGDOM


def normal_or_blank(kind: str, typed: str, country: str) -> str:
    """The standard form of an `email` or a `phone`, or nothing where it is not whole yet."""
    try:
        return email(typed) if kind == "email" else phone(typed, country)
    except InvalidValue:
        return ""
