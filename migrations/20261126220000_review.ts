import { Migration } from '@mikro-orm/migrations';

/** What reviewers say of consensus labels that wait. */
export class Reviews extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `create table "review" (
    "id" uuid not null primary key,
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "consensus_label_id" uuid not null references "consensus_label" ("id") on delete cascade,
    "reviewer" text not null,
    "state" text not null default 'CLAIMED' check ("state" in ('CLAIMED', 'LABELLED', 'SKIPPED')),
    "label" text null,
    "lease_until" timestamptz(3) not null,
    "created_at" timestamptz(3) not null,
    "finished_at" timestamptz(3) null,
    constraint "review_consensus_label_id_reviewer_unique" unique ("consensus_label_id", "reviewer"),
    constraint "review_label_check" check (("state" = 'LABELLED') = ("label" is not null))
  );`,
  `create index "review_project_id_id_index" on "review" ("project_id", "id");`,
];
