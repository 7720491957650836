"""What the made-up hotline says; nothing here is anybody's."""

PLATFORM = "12345热线（演示）"
CODE = "12345"

SAID: tuple[tuple[str, str], ...] = (
    ("小区门口垃圾桶满溢，两天没有清运，有异味。", "市容环境/垃圾清运"),
    ("楼道堆放杂物，影响通行，希望尽快清理。", "市容环境/楼道堆物"),
    ("晚上有施工噪声，持续到十二点以后。", "环境保护/施工噪声"),
    ("小区路灯不亮，老人夜间出行不便。", "公共设施/照明"),
    ("电动车进楼充电，担心消防安全。", "消防安全/电动车"),
    ("消防通道被私家车占用，多次劝阻无效。", "消防安全/占用通道"),
    ("污水井盖破损，存在安全隐患。", "公共设施/井盖"),
    ("物业收费标准没有公示，要求说明。", "物业管理/收费"),
)
"""Words of a caller, and the hotline's own category."""

FIRST_DUE_HOURS, STEP_HOURS = -10, 9
"""The first is overdue, the second nearly, the others follow."""

ANSWERED = 6
"""So many closed matters were answered to the hotline; the first of them are in no sheet yet."""
