"""One hardened XML reader and one writer; both keep the namespace prefixes of the document.

No document type, no entity, no external reference is followed; depth and size are bounded. What
the elements mean is `parse`'s affair.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import escape, quoteattr

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from fieldkit.errors import Code, Known
from fieldkit.xpath.nodes import Element

MAX_DEPTH: Final = 100
MAX_BYTES: Final = 64 * 1024 * 1024
_XML_NAMESPACE: Final = "http://www.w3.org/XML/1998/namespace"


@dataclass(frozen=True, slots=True)
class Document:
    """A document read: its element and the prefixes declared anywhere in it, outermost first."""

    root: Element
    namespaces: Mapping[str, str]


def read(source: str | bytes, file: str = "") -> Document:
    """Read a document; `file` only names it in the error (FORM_FILE, with line and column)."""
    content = source.encode("utf-8") if isinstance(source, str) else source
    if len(content) > MAX_BYTES:
        raise Known(Code.FORM_FILE, file=file, detail="too large")
    if isinstance(source, str):
        # What was decoded already is UTF-8 now, whatever its declaration says.
        content = _without_declaration(content)
    builder = _Builder(file)
    parser = XMLParser(target=builder, forbid_dtd=True)
    try:
        parser.feed(content)
        parser.close()
    except ParseError as problem:
        line, column = problem.position
        raise Known(
            Code.FORM_FILE, file=file, row=line, column=column + 1, detail="not well-formed XML"
        ) from problem
    except DefusedXmlException as problem:
        raise Known(Code.FORM_FILE, file=file, detail="document type or entity") from problem
    except (ValueError, LookupError) as problem:
        raise Known(Code.FORM_FILE, file=file, detail="unreadable encoding") from problem
    return Document(builder.document.children()[0], builder.namespaces)


def read_element(source: str | bytes) -> Element:
    """Read a document and return its document node, of kind "root"."""
    root = read(source).root.parent
    if root is None:
        raise Known(Code.FORM_FILE, detail="no document")
    return root


class Writer:
    """Writes elements with the prefixes of a document; an unknown namespace gets its own prefix."""

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        self._prefixes = {
            uri: prefix for prefix, uri in reversed(tuple(namespaces.items())) if prefix and uri
        }
        self._prefixes[_XML_NAMESPACE] = "xml"
        self._used: dict[str, str] = {}
        self._parts: list[str] = []

    def name(self, local: str, namespace: str) -> str:
        """The qualified name, and remember that its prefix must be declared."""
        if not namespace:
            return local
        prefix = self._prefixes.get(namespace)
        if prefix is None:
            prefix = f"n{len(self._prefixes)}"
            self._prefixes[namespace] = prefix
        if prefix != "xml":
            self._used[prefix] = namespace
        return f"{prefix}:{local}"

    def open(self, name: str, attributes: Mapping[str, str]) -> None:
        """Start an element; the first one gets the declarations when all is written."""
        written = "".join(f" {key}={quoteattr(_clean(value))}" for key, value in attributes.items())
        self._parts.append(f"<{name}{written}")
        self._parts.append(">")

    def text(self, text: str) -> None:
        """Character data."""
        kept = _clean(text)
        if kept:
            # A bare carriage return would be read back as a line feed (XML 1.0, 2.11).
            self._parts.append(escape(kept, {"\r": "&#13;"}))

    def close(self, name: str) -> None:
        """End an element; one without content is written short."""
        if self._parts[-1] == ">":
            self._parts[-1] = "/>"
        else:
            self._parts.append(f"</{name}>")

    def finish(self, default_namespace: str = "") -> str:
        """The document without a declaration; namespaces stand on its outermost element."""
        declared = "".join(
            f" xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in self._used.items()
        )
        if default_namespace:
            declared = f" xmlns={quoteattr(default_namespace)}" + declared
        first = self._parts[0]
        head, blank, rest = first.partition(" ")
        self._parts[0] = head + declared + blank + rest
        return "".join(self._parts)


class _Builder:
    """The parser's target: builds elements as they come, texts joined, in document order."""

    def __init__(self, file: str) -> None:
        self.document = Element.document()
        self.namespaces: dict[str, str] = {}
        self._stack = [self.document]
        self._text: list[str] = []
        self._file = file

    def start_ns(self, prefix: str | None, uri: str | None) -> None:
        self.namespaces.setdefault(prefix or "", uri or "")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._flush()
        if len(self._stack) > MAX_DEPTH:
            raise Known(Code.FORM_FILE, file=self._file, detail="nested too deeply")
        namespace, local = _split(tag)
        named = {_split(key): value for key, value in attributes.items()}
        self._stack.append(self._stack[-1].add(local, namespace, named))

    def end(self, tag: str) -> None:  # noqa: ARG002 - the parser's signature
        self._flush()
        self._stack.pop()

    def data(self, text: str) -> None:
        self._text.append(text)

    def _flush(self) -> None:
        if self._text:
            self._stack[-1].add_text("".join(self._text))
            self._text.clear()


def _split(tag: str) -> tuple[str, str]:
    if tag.startswith("{"):
        namespace, _, local = tag[1:].partition("}")
        return namespace, local
    return "", tag


def _without_declaration(content: bytes) -> bytes:
    stripped = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if stripped.startswith(b"<?xml"):
        return stripped[stripped.find(b"?>") + 2 :]
    return stripped


def _clean(text: str) -> str:
    """Drop what XML 1.0 cannot hold (section 2.2), so that a submission is always well-formed."""
    if text.isprintable():
        return text
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and not _is_outside_xml(c)))


def _is_outside_xml(character: str) -> bool:
    return "\ud800" <= character <= "\udfff" or character in "\ufffe\uffff"
