#!/usr/bin/env python3
"""Makes the pages of this project, *.md, docs/*.md and rules/*.md, into a folder of plain HTML.

    packaging/site.py DIRECTORY

Needs markdown-it-py. The pages need no script and load nothing from elsewhere. Every link between them is checked,
and a link to a file that is no page is an error as well: where the pages lie, there is no repository beside them.
"""

import html
import re
import sys
from pathlib import Path

from markdown_it import MarkdownIt

TOP = Path(__file__).resolve().parent.parent
STYLE = """
:root { color-scheme: light dark; --edge: #8884; --soft: #8882; --link: #0550ae; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --link: #79b8ff; --bad: #ff8a80; } }
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 52rem; margin: 0 auto; padding: 1rem; }
nav { border-bottom: 1px solid var(--edge); padding-bottom: .5rem; margin-bottom: 1.5rem; }
nav a { margin-right: 1rem; }
a { color: var(--link); }
pre, code { font-family: ui-monospace, monospace; font-size: .9em; }
pre { background: var(--soft); padding: .75rem; overflow-x: auto; border-radius: 4px; line-height: 1.4; }
:not(pre) > code { background: var(--soft); padding: .1em .25em; border-radius: 3px; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid var(--edge); padding: .3rem .6rem; text-align: left; vertical-align: top; }
mark { background: none; color: var(--bad); font-weight: bold; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dl.facts dd { margin: 0; }
"""
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'">
<title>{title}</title>
<link rel="stylesheet" href="{up}style.css">
</head>
<body>
<nav><a href="{up}index.html">srvlint</a> <a href="{up}docs/rules.html">Rules</a> <a href="{up}docs/install.html">Installing</a>
<a href="{up}docs/ci.html">CI</a> <a href="{up}docs/configuration.html">Configuration</a>{source}</nav>
<main>
{body}
</main>
</body>
</html>
"""


def sources():
    """The pages, by the path that they get: path in the repository, text, and front matter of a rule."""
    pages = {}
    for path in sorted([*TOP.glob("*.md"), *TOP.glob("docs/*.md"), *TOP.glob("rules/*.md")]):
        written = path.relative_to(TOP).as_posix()
        text, facts = path.read_text(encoding="utf-8"), {}
        if text.startswith("---\n"):
            front, text = text[4:].split("\n---\n", 1)
            facts = {"rule": path.stem, **dict(line.split(": ", 1) for line in front.splitlines())}
        pages[address(written)] = (written, text, facts)
    return pages


def address(written):
    """Where the page of a file of the repository lies."""
    return "index.html" if written == "README.md" else re.sub(r"\.md$", ".html", written)


def anchor(title):
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def zone(token):
    """A zone, without the words behind its fence, which are for tests; `; error` marks the line at fault."""
    text = html.escape(token.content)
    return "<pre><code>" + re.sub(r"; (error|warning|note)$", r"<mark>; \1</mark>", text, flags=re.M) + "</code></pre>\n"


def render(written, text):
    """The HTML of a page, the anchors in it, and the links that lead out of it."""
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    tokens = markdown.parse(text)
    anchors, links = set(), []
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            name = anchor("".join(child.content for child in tokens[index + 1].children or []))
            token.attrSet("id", name)
            anchors.add(name)
        for child in token.children or []:
            if child.type == "link_open":
                links.append(child)
            # Only comments, which mark places for tests, are HTML in these files.
            if child.type == "html_inline":
                raise SystemExit(f"{written}: HTML: {child.content}")
        if token.type == "html_block" and not re.fullmatch(r"(<!--[^>]*-->\s*)+", token.content):
            raise SystemExit(f"{written}: HTML: {token.content}")
    fence = markdown.renderer.rules["fence"]

    def render_fence(tokens, index, options, env):
        if tokens[index].info.split(" ")[0] == "zone":
            return zone(tokens[index])
        return fence(tokens, index, options, env)

    markdown.renderer.rules["fence"] = render_fence
    wanted = [link_target(written, link) for link in links]
    return markdown.renderer.render(tokens, markdown.options, {}), anchors, [w for w in wanted if w]


def link_target(written, link):
    """Turns a link to a file of the repository into one to its page; gives the page and anchor that must be there."""
    href = link.attrGet("href")
    if re.match(r"(https?|mailto):", href):
        return None
    path, _, fragment = href.partition("#")
    if not path:
        return address(written), fragment
    target = (TOP / written).parent.joinpath(path).resolve()
    if target.suffix != ".md" or not target.is_file():
        raise SystemExit(f"{written}: a link to {href}, which is not a page")
    up = "../" * written.count("/")
    page = address(target.relative_to(TOP).as_posix())
    link.attrSet("href", up + page + (f"#{fragment}" if fragment else ""))
    return page, fragment


def facts_of(facts):
    """What a rule's page says of itself before its text."""
    if not facts:
        return ""
    rows = "".join(f"<dt>{html.escape(key)}</dt><dd>{html.escape(value)}</dd>" for key, value in facts.items())
    return f'<dl class="facts">{rows}</dl>\n'


def source_link():
    """A link to the project's address, once Cargo.toml has one."""
    found = re.search(r'^repository = "(.+)"$', (TOP / "Cargo.toml").read_text(encoding="utf-8"), re.M)
    return f' <a href="{html.escape(found[1])}">Source</a>' if found else ""


def main(directory):
    pages = sources()
    anchors, wanted = {}, []
    for page, (written, text, facts) in pages.items():
        body, anchors[page], links = render(written, text)
        wanted += [(written, *link) for link in links]
        title = re.search(r"^# (.+)$", text, re.M)[1].replace("`", "")
        title = f"{facts['rule']}: {title}" if facts else title
        title = title if page == "index.html" else f"{title} - srvlint"
        path = directory / page
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(title=html.escape(title), up="../" * page.count("/"), source=source_link(),
                                    body=facts_of(facts) + body), encoding="utf-8")
    (directory / "style.css").write_text(STYLE.lstrip(), encoding="utf-8")
    broken = [f"{written}: {page}#{fragment}" for written, page, fragment in wanted
              if page not in pages or (fragment and fragment not in anchors[page])]
    if broken:
        raise SystemExit("links that lead nowhere:\n" + "\n".join(broken))
    print(f"{len(pages)} pages, {len(wanted)} links between them")


main(Path(sys.argv[1]))
