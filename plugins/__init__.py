"""The plugins: one package per branch feature. A plugin imports crm and never another plugin."""
