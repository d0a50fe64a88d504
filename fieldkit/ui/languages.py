"""The language of the window: our catalogue and Qt's own, switched while the program runs."""

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from fieldkit.paths import shipped
from fieldkit.ui.preferences import UI_LANGUAGES


class Languages(QObject):
    """Holds the installed translators; English needs one for its plurals."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._installed: list[QTranslator] = []
        self.current = "en"

    def use(self, code: str) -> None:
        """Switch to a language; "" takes the system's where we have it, else English.

        Every widget gets a LanguageChange event.
        """
        chosen = code or _system_language()
        for translator in self._installed:
            self._app.removeTranslator(translator)
            translator.deleteLater()
        self._installed.clear()
        self.current = chosen
        QLocale.setDefault(QLocale(chosen))
        if chosen != "en":
            self._install(f"qtbase_{chosen}", _qt_folder())
        self._install(f"fieldkit_{chosen}", str(shipped("resources", "i18n")))

    def _install(self, name: str, folder: str) -> None:
        translator = QTranslator(self)
        if translator.load(name, folder):
            self._app.installTranslator(translator)
            self._installed.append(translator)


def _qt_folder() -> str:
    return QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)


def _system_language() -> str:
    system = QLocale.system().name().split("_")[0]
    return system if system in UI_LANGUAGES else "en"
