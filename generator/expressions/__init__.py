"""The second mechanism of the language: `${{ … }}` in texts."""
