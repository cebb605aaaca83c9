import { Migration } from '@mikro-orm/migrations';

/** Where a project's events are sent, and each message with what became of it. */
export class Webhooks extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `create table "webhook" (
    "id" uuid not null primary key,
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "url" text not null,
    "description" text null,
    "events" jsonb not null,
    "most_attempts" int not null check ("most_attempts" between 1 and 8),
    "enabled" boolean not null default true,
    "disabled_reason" text null,
    "secret" bytea not null,
    "previous_secret" bytea null,
    "previous_until" timestamptz(3) null,
    "failing_since" timestamptz(3) null,
    "actor" varchar(255) not null,
    "created_at" timestamptz(3) not null,
    constraint "webhook_reason_check" check ("disabled_reason" is null or not "enabled")
  );`,
  `create index "webhook_project_id_id_index" on "webhook" ("project_id", "id");`,
  `create table "webhook_delivery" (
    "id" uuid not null primary key,
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "webhook_id" uuid not null references "webhook" ("id") on delete cascade,
    "event" text not null,
    "type" text not null,
    "body" text not null,
    "state" text not null default 'WAITING' check ("state" in ('WAITING', 'DELIVERED', 'FAILED')),
    "attempts" int not null default 0,
    "attempts_left" int not null,
    "next_attempt_at" timestamptz(3) null,
    "response_status" int null,
    "failure" text null,
    "seconds" double precision null,
    "created_at" timestamptz(3) not null,
    "finished_at" timestamptz(3) null,
    constraint "webhook_delivery_end_check" check (("finished_at" is not null) = ("state" <> 'WAITING') and ("next_attempt_at" is not null) = ("state" = 'WAITING'))
  );`,
  `create index "webhook_delivery_webhook_id_id_index" on "webhook_delivery" ("webhook_id", "id");`,
  `create index "webhook_delivery_due_index" on "webhook_delivery" ("next_attempt_at", "webhook_id") where "state" = 'WAITING';`,
  `create index "webhook_delivery_created_at_index" on "webhook_delivery" ("created_at");`,
];
