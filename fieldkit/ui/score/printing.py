"""The page of an explanation on paper or as a PDF, drawn by Qt from the same HTML."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QWidget

_MARGIN_MM = 12.0
_INDENT_MM = 4.0
_DOTS_PER_INCH = 300


def pdf_of(page_html: str) -> bytes:
    """The page as a PDF on A4, its text as text; made in memory."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DOTS_PER_INCH)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(_margins(), QPageLayout.Unit.Millimeter)
    # Qt would write the program's name and the machine's clock; the page says what is needed.
    writer.setCreator("")
    writer.setTitle("")
    _draw(page_html, writer)
    buffer.close()
    return bytes(data.data())


def put_on_paper(page_html: str, parent: QWidget) -> bool:
    """Ask for a printer and print; whether the person went on."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageMargins(_margins(), QPageLayout.Unit.Millimeter)
    printer.setDocName("Form")  # neutral: it stands in the queue of a shared printer
    if QPrintDialog(printer, parent).exec() != QPrintDialog.DialogCode.Accepted:
        return False
    _draw(page_html, printer)
    return True


def _draw(page_html: str, device: QPagedPaintDevice) -> None:
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setIndentWidth(device.logicalDpiX() * _INDENT_MM / 25.4)
    document.documentLayout().setPaintDevice(device)
    # A page of the device's own size: without one Qt adds two centimetres on every side.
    document.setPageSize(QSizeF(device.width(), device.height()))
    document.setHtml(page_html)
    document.print_(device)


def _margins() -> QMarginsF:
    return QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
