"""A superior's sheet at the desk: send it, choose its columns, look at it, take it in; replies out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.grid.desk.views import at_desk
from linli.grid.platforms import queries as platforms
from linli.grid.platforms.rules import check_may_take_in
from linli.grid.sheets import forms, queries, services
from linli.kernel.common import ids
from linli.ui.requests import Request, stamp

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@at_desk
def new(request: Request) -> HttpResponse:
    """Take a superior's file and go on to its columns."""
    check_may_take_in(request.actor)
    known = platforms.platforms()
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.FileForm(*bound, platforms=known)
    if not (form.is_bound and form.is_valid()):
        context = {"form": form, "platforms": known}
        return render(
            request, "grid/sheets/new.html", context, status=422 if form.is_bound else 200
        )
    sheet = services.keep(
        request.actor,
        sheet_id=ids.new(),
        platform=platforms.platform(form.cleaned_data["platform"]),
        name=form.cleaned_data["file"].name,
        content=services.content_of(form.cleaned_data["file"]),
        stamp=stamp(),
    )
    return redirect("grid:superior_columns", sheet.pk)


@require_http_methods(["GET", "POST"])
@at_desk
def columns(request: Request, sheet_id: UUID) -> HttpResponse:
    """Show the columns of a sheet with suggestions, and remember what was chosen."""
    check_may_take_in(request.actor)
    editor = queries.columns(queries.sheet_of(request.actor, sheet_id))
    form = forms.ColumnsForm(request.POST or None, columns=editor)
    if not (form.is_bound and form.is_valid()):
        context = {"form": form, "editor": editor, "sheet": editor.sheet}
        return render(
            request, "grid/sheets/columns.html", context, status=422 if form.is_bound else 200
        )
    services.map_columns(request.actor, sheet_id=sheet_id, choice=form.choice(), stamp=stamp())
    return redirect("grid:superior_preview", sheet_id)


@require_POST
@at_desk
def header(request: Request, sheet_id: UUID) -> HttpResponse:
    """Say which row of a sheet holds the titles."""
    typed = request.POST.get("number", "")
    number = int(typed) if typed.isdecimal() and len(typed) < 8 else 0
    services.choose_header(request.actor, sheet_id=sheet_id, number=number)
    return redirect("grid:superior_columns", sheet_id)


@require_safe
@at_desk
def preview(request: Request, sheet_id: UUID) -> HttpResponse:
    """Show every row as it would be taken in; nothing is stored."""
    check_may_take_in(request.actor)
    sheet = queries.sheet_of(request.actor, sheet_id)
    page = request.GET.get("page", "")
    found = queries.preview(request.actor, sheet, number=page, at=timezone.now())
    form = forms.CategoriesForm(None, preview=found)
    context = {"preview": found, "sheet": sheet, "form": form}
    return render(request, "grid/sheets/preview.html", context)


@require_POST
@at_desk
def categories(request: Request, sheet_id: UUID) -> HttpResponse:
    """Remember which categories the superior's words mean, and look again."""
    check_may_take_in(request.actor)
    sheet = queries.sheet_of(request.actor, sheet_id)
    found = queries.preview(request.actor, sheet, number="", at=timezone.now())
    form = forms.CategoriesForm(request.POST, preview=found)
    if form.is_valid():
        services.name_categories(
            request.actor, sheet_id=sheet_id, categories=form.categories(), stamp=stamp()
        )
        messages.success(request, gettext("The words are remembered."))
    return redirect("grid:superior_preview", sheet_id)


@require_POST
@at_desk
def take_in(request: Request, sheet_id: UUID) -> HttpResponse:
    """Take the rows in and say of each what became of it."""
    sheet = queries.sheet_of(request.actor, sheet_id)
    taken = services.take_in(request.actor, sheet_id=sheet_id, stamp=stamp())
    context = {"sheet": sheet, "taken": taken, "lines": queries.taken_lines(taken.rows)}
    return render(request, "grid/sheets/taken.html", context)


@require_POST
@at_desk
def replies(request: Request, code: str) -> HttpResponse:
    """Answer the replies that were chosen, or all that are in no sheet yet, as a workbook."""
    chosen = forms.chosen(request.POST.getlist("case"))
    content = services.write_replies(
        request.actor, platform=platforms.platform(code), case_ids=chosen, stamp=stamp()
    )
    answer = HttpResponse(content, content_type=XLSX)
    name = f"{code}-{timezone.localtime():%Y%m%d-%H%M}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
