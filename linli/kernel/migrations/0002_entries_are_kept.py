"""The database itself refuses to change or remove an entry of the journal."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION kernel_entry_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries of the journal are never changed or removed';
END $$;
CREATE TRIGGER kernel_entry_is_kept BEFORE UPDATE OR DELETE ON kernel_entry
    FOR EACH ROW EXECUTE FUNCTION kernel_entry_is_kept();
"""

BACK = """
DROP TRIGGER kernel_entry_is_kept ON kernel_entry;
DROP FUNCTION kernel_entry_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_ground")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
