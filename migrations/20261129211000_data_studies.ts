import { Migration } from '@mikro-orm/migrations';

/** Studies of what data is worth, and the runs that they are made of. */
export class DataStudies extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `alter table "model" add column "is_trial" boolean not null default false;`,
  `create table "data_study" (
    "id" uuid not null primary key,
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "kind" text not null constraint "data_study_kind_check" check ("kind" in ('LEARNING_CURVE', 'SOURCE_VALUES')),
    "model_id" uuid not null references "model" ("id"),
    "model_version_id" uuid not null references "model_version" ("id"),
    "dataset_version_id" uuid not null references "dataset_version" ("id"),
    "split" text not null constraint "data_study_split_check" check ("split" in ('VALIDATION', 'TEST')),
    "seed" int not null,
    "state" text not null default 'RUNNING' constraint "data_study_state_check" check ("state" in ('RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELED')),
    "progress" double precision not null default 0,
    "failure" text null,
    "result" jsonb null,
    "next_check_at" timestamptz(3) not null,
    "created_at" timestamptz(3) not null,
    "finished_at" timestamptz(3) null,
    constraint "data_study_end_check" check (("finished_at" is not null) = ("state" <> 'RUNNING')),
    constraint "data_study_result_check" check (("result" is not null) = ("state" = 'SUCCEEDED'))
  );`,
  `create index "data_study_project_id_id_index" on "data_study" ("project_id", "id");`,
  `create index "data_study_model_id_id_index" on "data_study" ("model_id", "id");`,
  `create index "data_study_due_index" on "data_study" ("next_check_at") where "state" = 'RUNNING';`,
  `create function check_data_study() returns trigger language plpgsql as $$
  begin
    if old.finished_at is not null then
      raise exception 'data study %: % is its end', old.id, old.state using errcode = 'check_violation';
    end if;
    return new;
  end $$;`,
  `create trigger data_study_course before update on data_study for each row execute function check_data_study();`,
  `create table "data_study_trial" (
    "study_id" uuid not null references "data_study" ("id") on delete cascade,
    "number" int not null,
    "repetition" int not null,
    "subset" jsonb null,
    "training_run_id" uuid not null references "training_run" ("id"),
    "evaluation_id" uuid null references "evaluation" ("id"),
    primary key ("study_id", "number")
  );`,
];
