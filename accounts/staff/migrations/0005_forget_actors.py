from django.db import migrations

# An erasure puts the number of the account in place of its name; nothing else of an entry may change.
_REFUSE = """
CREATE OR REPLACE FUNCTION staff_act_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'DELETE' AND current_setting('parlance.purges_acts', true) = 'on'
        AND OLD.created_at < now() - interval '365 days'
    THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND current_setting('parlance.forgets_actors', true) = 'on' THEN
        OLD.actor_name := replace(OLD.actor_id::text, '-', '');
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'staff_staffact only grows' USING ERRCODE = 'restrict_violation';
END $$;
"""
_BEFORE = """
CREATE OR REPLACE FUNCTION staff_act_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'DELETE' AND current_setting('parlance.purges_acts', true) = 'on'
        AND OLD.created_at < now() - interval '365 days'
    THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'staff_staffact only grows' USING ERRCODE = 'restrict_violation';
END $$;
"""
# Those who were erased before.
_FORGET = """
SELECT set_config('parlance.forgets_actors', 'on', true);
UPDATE staff_staffact SET actor_name = replace(actor_id::text, '-', '')
WHERE actor_id IN (SELECT user_id FROM accounts_accountdeletion WHERE erased_at IS NOT NULL);
SELECT set_config('parlance.forgets_actors', 'off', true);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0019_reserved_name'),
        ('staff', '0004_documents'),
    ]

    operations = [
        migrations.RunSQL(_REFUSE, _BEFORE),
        migrations.RunSQL(_FORGET, migrations.RunSQL.noop),
    ]
