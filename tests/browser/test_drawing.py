"""Units are drawn anew on the map: moved, drawn, cut, joined, taken back, proposed, approved."""

import pytest
from playwright.sync_api import Page, Position, expect
from pytest_django.live_server_helper import LiveServer

from linli.grid.cases import services as cases
from linli.grid.redrawings.models import Redrawing
from linli.kernel.people.rules import ANONYMOUS, Role
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import Kind
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.district import District
from tests.grid.desk.doors import now_stamp
from tests.grid.redrawings.drafts import moved_border

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Place = tuple[float, float]


class DrawingBoard:
    """The drawing board of a kind in the first community, worked on like a person does."""

    def __init__(self, page: Page, town: District, kind: str) -> None:
        self.page = page
        page.goto(f"/desk/map/draw/{town.sides[0].community}/{kind}/")
        page.locator("[data-redraw][data-ready]").wait_for()
        box = page.locator(".maplibregl-canvas").bounding_box()
        assert box is not None
        self.size = (box["width"], box["height"])

    def choose(self, name: str) -> None:
        self.page.locator("[data-chosen]").select_option(label=name)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def tap(self, *places: Place) -> None:
        """Tap places of the map: shares of its width and height from its middle."""
        width, height = self.size
        for right, down in places:
            position = Position(x=width / 2 + right * height, y=height / 2 + down * height)
            self.page.locator(".maplibregl-canvas").click(position=position)

    def says(self, words: str) -> None:
        expect(self.page.locator("[data-status]")).to_contain_text(words)

    def drag(self, corner: str, *, down: float) -> None:
        handle = self.page.get_by_role("button", name=corner, exact=True)
        box = handle.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x, y + down / 2, steps=3)
        self.page.mouse.move(x, y + down, steps=3)
        self.page.mouse.up()

    def propose(self, why: str) -> None:
        self.page.get_by_label("理由").fill(why)
        self.press("存为拟稿")
        expect(self.page.get_by_role("heading", name="提交审批")).to_be_visible()


@pytest.fixture
def desk(opens: Opens, town: District, live_server: LiveServer) -> Page:
    """Return a page of the district desk."""
    page = opens(DESK)
    sign_in(page, town.actor(Role.DISTRICT_DESK), live_server.url)
    return page


def test_a_grid_is_cut_along_a_road_and_another_person_approves(
    desk: Page, opens: Opens, town: District, live_server: LiveServer
) -> None:
    cases.report(ANONYMOUS, report=town.report(1), stamp=now_stamp())
    desk.goto("/desk/map/")
    desk.locator("[data-territory][data-ready]").wait_for()
    desk.get_by_label("社区").select_option(label="甲社区")
    look(desk, "map")
    board = DrawingBoard(desk, town, "grid")
    board.choose("甲1网格")
    board.press("切分")
    board.tap((-0.05, -0.02), (-0.05, 0.5))
    board.press("完成")
    board.says("已切分")
    desk.get_by_label("名称", exact=True).fill("甲3网格")
    board.press("检查并预览影响")
    expect(desk.locator("[data-impact]")).to_contain_text("未结事件")
    look(desk, "map-cut")
    board.propose("沿巴陵中路划分")
    desk.locator("[data-territory][data-ready]").wait_for()
    look(desk, "map-proposal")
    desk.get_by_role("button", name="提交", exact=True).click()
    expect(desk.locator(".chip", has_text="待审批")).to_be_visible()
    assert desk.get_by_role("button", name="批准并生效").count() == 0

    operator = opens(DESK)
    sign_in(operator, town.actor(Role.OPERATOR), live_server.url)
    operator.goto("/desk/map/?only=decide")
    operator.locator(".items .body > a").click()
    expect(operator.get_by_role("table")).to_contain_text("甲3网格")
    operator.get_by_role("button", name="批准并生效").click()

    expect(operator.locator(".chip", has_text="已批准并生效")).to_be_visible()
    operator.locator("[data-territory][data-ready]").wait_for()
    look(operator, "map-approved")
    grids = [unit.name for unit in territory.children(town.sides[0].community, [Kind.GRID])]
    assert grids == ["甲1网格", "甲2网格", "甲3网格"]


def test_a_border_is_moved_for_both_neighbours_and_taken_back(desk: Page, town: District) -> None:
    board = DrawingBoard(desk, town, "grid")
    drawn = desk.locator("[name=drawn]")
    board.choose("甲1网格")
    board.drag("角点 甲1网格 2", down=60)
    board.says("角点已移动")
    assert drawn.input_value().count('"Feature"') == 2
    board.press("撤销")
    board.says("已撤销")
    assert drawn.input_value().count('"Feature"') == 0
    desk.keyboard.press("Control+y")
    board.says("已重做")

    corner = desk.locator(".corner").first
    corner.focus()
    desk.keyboard.press("ArrowDown")
    board.says("角点已移动")
    desk.keyboard.press("Delete")
    board.says("角点已删除")
    board.press("检查并预览影响")

    expect(desk.locator("[data-impact] [role=alert]")).to_contain_text("平方米")
    look(desk, "map-refused")


def test_two_grids_become_one_and_a_line_that_misses_is_refused(desk: Page, town: District) -> None:
    board = DrawingBoard(desk, town, "grid")
    board.choose("甲1网格")
    board.press("切分")
    board.tap((-0.1, 0.1), (0.1, 0.1))
    board.press("完成")
    board.says("没有把单元分开")
    board.press("合并")
    board.tap((0.0, -0.1))
    board.says("已合并")

    board.propose("两个网格都太小")

    expect(desk.locator("dl")).to_contain_text("两个网格都太小")
    assert Redrawing.objects.get().sort == "merger"


def test_a_compound_is_drawn_on_a_telephone_with_a_finger(
    opens: Opens, town: District, live_server: LiveServer
) -> None:
    page = opens(PHONE)
    sign_in(page, town.actor(Role.OPERATOR), live_server.url)
    board = DrawingBoard(page, town, "compound")
    board.press("绘制")
    board.tap((-0.16, 0.272), (0.0, 0.272), (0.0, 0.303), (-0.16, 0.303))
    board.press("完成")
    board.says("已画好")
    page.get_by_label("名称", exact=True).fill("临湖苑")
    look(page, "map-phone")

    board.propose("新建小区")

    look(page, "map-phone-proposal")
    assert Redrawing.objects.get().pieces[0]["name"] == "临湖苑"


def test_without_a_script_a_drawing_is_sent_as_text(
    opens: Opens, town: District, live_server: LiveServer
) -> None:
    page = opens(DESK, script=False)
    sign_in(page, town.actor(Role.DISTRICT_DESK), live_server.url)
    page.goto(f"/desk/map/draw/{town.sides[0].community}/grid/")
    page.locator("details", has_text="GeoJSON").last.locator("summary").click()
    page.locator("[name=drawn]").fill(moved_border(town))
    page.get_by_label("理由").fill("调整边界")
    page.get_by_role("button", name="存为拟稿").click()

    expect(page.get_by_role("table")).to_contain_text("甲2网格")
