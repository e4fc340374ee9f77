"""What is printed: PDF in the site's own fonts, French and Arabic on one page."""
