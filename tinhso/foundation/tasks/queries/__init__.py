"""Reads: what the actor may see of tasks."""

from tinhso.foundation.tasks.queries.lists import TaskRow, describe_tasks, sees, tasks_of

__all__ = ["TaskRow", "describe_tasks", "sees", "tasks_of"]
