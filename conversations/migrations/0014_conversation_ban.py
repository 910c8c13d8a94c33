from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0013_membership_added'),
    ]

    operations = [
        # In code alone: the table keeps its name, which the version before uses.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel('Ban', 'ConversationBan'),
                migrations.AlterModelTable('conversationban', 'conversations_ban'),
            ],
        ),
    ]
