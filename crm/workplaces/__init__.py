"""Workplaces: employers, worksites, and what is on public record about them (elections)."""
