"""The line on which what is overdue rises: matters, and tasks of policy documents."""

from linli.kernel.people.rules import Role


def line(level: int, *, is_department: bool) -> tuple[Role, ...]:
    """Return the roles that are told when a case rises to ``level`` (1, 2, 3).

    Inside a department to its head, then the district's supervisors; in the territory from
    the grid and the community to the street and the district.

    Source: article, pillar two, “分级负责、限期办结” (row G1); the levels are ours.
    """
    if level <= 1:
        return (Role.DEPARTMENT_HEAD,) if is_department else (Role.STREET_DESK,)
    if level == 2:
        return (Role.SUPERVISOR,) if is_department else (Role.DISTRICT_DESK,)
    return (Role.SUPERVISOR, Role.DISTRICT_DESK)
