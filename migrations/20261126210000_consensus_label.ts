import { Migration } from '@mikro-orm/migrations';

/** What the answers of all subjects on one prompt come to. */
export class ConsensusLabels extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `create table "consensus_label" (
    "id" uuid not null primary key,
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "model_id" uuid not null references "model" ("id") on delete cascade,
    "item" text not null,
    "kind" text not null check ("kind" in ('CLASS', 'TEXT', 'CHOICE')),
    "generation_id" uuid not null references "generation" ("id") on delete cascade,
    "output" int not null,
    "label" text null,
    "probability" double precision not null check ("probability" between 0 and 1),
    "entropy" double precision not null,
    "answers" int not null,
    "agreeing" int not null,
    "votes" jsonb not null,
    "feedback_id" uuid null references "feedback" ("id") on delete cascade,
    "subject" text null,
    "state" text not null check ("state" in ('USABLE', 'REVIEW', 'OUTVOTED', 'UNFIT')),
    "reason" text not null,
    "reviewed" boolean not null default false,
    "weighed_at" timestamptz(3) not null,
    "created_at" timestamptz(3) not null,
    constraint "consensus_label_model_id_item_unique" unique ("model_id", "item")
  );`,
  `create index "consensus_label_model_id_state_entropy_index" on "consensus_label" ("model_id", "state", "entropy" desc, "id");`,
  `create index "consensus_label_project_id_id_index" on "consensus_label" ("project_id", "id");`,
  `create index "consensus_label_project_id_subject_index" on "consensus_label" ("project_id", "subject") where "subject" is not null;`,
  `create index "consensus_label_generation_id_index" on "consensus_label" ("generation_id");`,
  `create index "consensus_label_feedback_id_index" on "consensus_label" ("feedback_id") where "feedback_id" is not null;`,
];
