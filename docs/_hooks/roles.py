"""Show what docstrings refer to by Sphinx's roles, ``:func:`cfa```, as plain code on the site."""

import re

ROLE = re.compile(r":(?:class|func|meth|attr|mod|exc|data):<code>(~?)\.?([\w.]+)</code>")


def on_page_content(html: str, page: object, config: object, files: object) -> str:
    """The page with the roles taken off; a name after a tilde is shown without its modules."""
    del page, config, files
    return ROLE.sub(lambda found: f"<code>{found[2].rpartition('.')[2] if found[1] else found[2]}</code>", html)
