"""Files that are more than text: Word, EPUB, PDF, mail, parliaments' XML; read within bounds."""
