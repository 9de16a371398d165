"""What became of the mails of reminders: a working table, taken from the events."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute(
        """
        -- One row a ReminderDecided, made in its transaction, or from the event where a
        -- restored store has taken that back. No address is in it: who has which is settings.
        -- `state`: waiting, sent, refused (for good), no-address, or called-off (it was due no
        -- longer when its turn came). `answer`: our words for what last went wrong.
        create table mails (
            reminder text primary key,
            subject text not null,
            about text not null,
            item text not null,
            due_on date not null,
            stage text not null,
            authority text not null,
            decided_at timestamptz not null,
            message_id text not null,
            state text not null default 'waiting'
                check (state in ('waiting', 'sent', 'refused', 'no-address', 'called-off')),
            attempts integer not null default 0,
            next_at timestamptz not null default '-infinity',
            answer text,
            settled_at timestamptz,
            addresses integer,
            text text,
            unique (subject, about, item, due_on, stage, authority)
        );
        create index on mails (next_at) where state = 'waiting';
        create index on mails (decided_at, reminder);
        create index reminder_events on events (subject)
            where name in ('ReminderDecided', 'ReminderSent');
        """
    )
