"""Three themes: dark, light and high contrast. Colour only ever repeats what a word or a mark already says."""

from textual.theme import Theme

DARK = Theme(
    name="dark",
    primary="#5cade4",
    secondary="#2b4252",
    accent="#dba336",
    warning="#dba336",
    error="#ffaba3",
    success="#8fd18f",
    foreground="#ededed",
    background="#121212",
    surface="#1e1e1e",
    panel="#2e2e2e",
    variables={"on-primary": "#101010", "quiet": "#a8a8a8"},
)
LIGHT = Theme(
    name="light",
    primary="#00589c",
    secondary="#b3cde0",
    accent="#8a5a00",
    warning="#8a5a00",
    error="#a3160c",
    success="#1c6b1c",
    foreground="#1a1a1a",
    background="#ffffff",
    surface="#f4f4f4",
    panel="#e4e4e4",
    dark=False,
    variables={"on-primary": "#ffffff", "quiet": "#595959"},
)
CONTRAST = Theme(
    name="contrast",
    primary="#ffff00",
    secondary="#005fff",
    accent="#00ffff",
    warning="#ffff00",
    error="#ff9f9f",
    success="#00ff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    text_alpha=1.0,
    variables={"on-primary": "#000000", "quiet": "#ffffff"},
)
THEMES = {"dark": DARK, "light": LIGHT, "contrast": CONTRAST}
"""The themes by the name that Settings shows and keeps."""
