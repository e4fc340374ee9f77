"""
What members decides, without a database or a clock: values in, a value or a refusal out.

`texts` and `names` make writing comparable; `phones`, `emails` and `answers` are the clinic that
reads a sheet's cells; `columns` and `rows` put them together; `places` and `vocabulary` know what
things are called; `rights` and `throttle` are about staff; `paging` cuts an audience into pages.
"""
