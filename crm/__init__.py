"""The lightweight core of Callboard.

Reading order: `app` wires everything; `config` says what can be set; `plugin` and `registry`
are the plugin contract and its loader; `tenancy` and `db` decide whose data a query may touch;
`auth` and `security` decide who may call what. Each core noun (people, workplaces, accounts,
locals, lists, search, imports, exports, dashboard, admin) is a package of one shape:
schemas -> service -> views and api -> templates.
"""
