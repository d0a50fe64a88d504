"""What is kept as the answer to a question for a file: a small picture, its kind, its size."""

from PySide6.QtCore import QCoreApplication, QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldkit.services.attachments import Attachment
from fieldkit.ui import a11y
from fieldkit.ui.parts import plain, quiet, ring
from fieldkit.ui.theme import GRID, text_scale, tones_of

_SIDE = 20 * GRID


class KeptCard(QFrame):
    """A card that can have the focus; it knows nothing but what it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self._label = ""
        self._is_known = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._picture = _Picture()
        self._about = plain()
        self._cleaned = quiet()
        words = QVBoxLayout()
        words.setSpacing(GRID // 2)
        words.addStretch(1)
        words.addWidget(self._about)
        words.addWidget(self._cleaned)
        words.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self._picture)
        layout.addLayout(words, 1)
        self.clear()

    def call(self, label: str) -> None:
        """Give the card the name of its question, for a screen reader."""
        self._label = label
        self._name()

    def clear(self) -> None:
        """Show that there is a file, before it is known which."""
        self._is_known = False
        self._picture.draw(QImage())
        self._about.setText(QCoreApplication.translate("upload", "A file is kept."))
        self._cleaned.clear()
        self._name()

    def is_known(self) -> bool:
        """Whether the content is there."""
        return self._is_known

    def show_kept(self, attachment: Attachment, picture: QImage) -> None:
        """Show what is kept."""
        self._is_known = True
        self._picture.draw(picture)
        size = size_words(attachment.n_bytes)
        ending = attachment.name.rpartition(".")[2].upper()
        self._about.setText(f"{_kind_words(attachment.media_type)} ({ending}), {size}")
        self._cleaned.setText(
            QCoreApplication.translate(
                "upload", "Place, time, device and names were taken out. Kept encrypted."
            )
            if attachment.is_cleaned
            else QCoreApplication.translate(
                "upload",
                "Kept as it was: it may say where and when it was taken, and by whom. "
                "Kept encrypted.",
            )
        )
        self._name()

    def say_missing(self, words: str) -> None:
        """Say that the answer names something that is not here."""
        self.clear()
        self._about.setText(words)
        self._name()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground, the edge and the focus."""
        tone = tones_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tone.line), 1))
        painter.setBrush(QColor(tone.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 6, 6)
        if self.hasFocus():
            ring(painter, QRectF(self.rect()), QColor(tone.accent))
        painter.end()

    def _name(self) -> None:
        said = " ".join(text for text in (self._about.text(), self._cleaned.text()) if text)
        a11y.name(self, f"{self._label} \u2013 {said}" if self._label else said)


class _Picture(QWidget):
    """A picture as large as its place, never larger than it is."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def draw(self, image: QImage) -> None:
        """Show a picture; a null one takes no place."""
        self._image = image
        self.setVisible(not image.isNull())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The picture's shape within a square that grows with the text."""
        side = int(_SIDE * text_scale())
        size = self._image.size()
        if size.width() > side or size.height() > side:
            return size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
        return size

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.rect(), self._image)
        painter.end()


def size_words(n_bytes: int) -> str:
    """A size as people say it."""
    return QLocale().formattedDataSize(n_bytes, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def _kind_words(media_type: str) -> str:
    match media_type.partition("/")[0]:
        case "image":
            return QCoreApplication.translate("upload", "Picture")
        case "audio":
            return QCoreApplication.translate("upload", "Sound")
        case "video":
            return QCoreApplication.translate("upload", "Video")
        case "text":
            return QCoreApplication.translate("upload", "Text")
    return QCoreApplication.translate("upload", "File")
