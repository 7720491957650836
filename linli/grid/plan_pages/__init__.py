"""The pages of the planner: what to plan, how far it is, plans side by side, a person's hand."""
