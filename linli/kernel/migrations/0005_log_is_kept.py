"""Each new entry is noted for the log; the database refuses to change what was logged or signed."""

from django.db import migrations

KEPT = ("leaf", "node", "head", "countersignature")

NOTED = """
CREATE FUNCTION kernel_entry_is_noted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO kernel_unlogged (entry_id) SELECT id FROM fresh;
    RETURN NULL;
END $$;
CREATE TRIGGER kernel_entry_is_noted AFTER INSERT ON kernel_entry
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION kernel_entry_is_noted();
INSERT INTO kernel_unlogged (entry_id) SELECT id FROM kernel_entry;
"""
NOT_NOTED = """
DROP TRIGGER kernel_entry_is_noted ON kernel_entry;
DROP FUNCTION kernel_entry_is_noted();
"""
REFUSES = """
CREATE FUNCTION kernel_log_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was logged or signed is never changed or removed';
END $$;
"""
KEEPS = """
CREATE TRIGGER kernel_{table}_is_kept BEFORE UPDATE OR DELETE ON kernel_{table}
    FOR EACH ROW EXECUTE FUNCTION kernel_log_is_kept();
"""
KEEPS_NOT = "DROP TRIGGER kernel_{table}_is_kept ON kernel_{table};"


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_heads")]

    operations = [
        migrations.RunSQL(NOTED, NOT_NOTED),
        migrations.RunSQL(REFUSES, "DROP FUNCTION kernel_log_is_kept();"),
        *[
            migrations.RunSQL(KEEPS.format(table=table), KEEPS_NOT.format(table=table))
            for table in KEPT
        ],
    ]
