"""What a questionnaire is: pure functions over plain data, no database and no web.

Read `shapes` first (what a version, a page, a question and an answer look like), then `answers`
(what was sent -> what is kept), `conditions` and `visibility` (who is asked what), `checking`
(what is wrong with a questionnaire), `changes` (what a new version may change) and `keys`.
"""
