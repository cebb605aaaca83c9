import { Migration } from '@mikro-orm/migrations';

/** Versions made of others, thresholds of a dataset's own, and failed quality gates that somebody overruled. */
export class DerivedVersions extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `alter table "dataset_version" add column "parent_id" uuid null references "dataset_version" ("id") on delete set null, add column "changes" jsonb null;`,
  `alter table "dataset" add column "quality_thresholds" jsonb null;`,
  `create index "dataset_version_parent_id_index" on "dataset_version" ("parent_id");`,
  `create table "quality_overrule" (
    "id" uuid not null primary key,
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "dataset_version_id" uuid not null references "dataset_version" ("id") on delete cascade,
    "reason" text not null,
    "actor" text not null,
    "created_at" timestamptz(3) not null,
    constraint "quality_overrule_dataset_version_id_unique" unique ("dataset_version_id")
  );`,
  `create index "quality_overrule_project_id_id_index" on "quality_overrule" ("project_id", "id");`,
  `create trigger quality_overrule_immutable before update on quality_overrule for each row execute function refuse_change();`,
];
