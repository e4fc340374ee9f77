# axe_playwright_python has no types. Only what tests/browser uses is declared here.
