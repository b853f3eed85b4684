"""An issue of the newsletter as pages: one self-contained HTML page, Markdown, a mail, a feed; and an editor's Markdown read back."""
