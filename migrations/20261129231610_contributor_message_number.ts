import { Migration } from '@mikro-orm/migrations';

/** Numbers each person's messages from 1 on, so that who follows them can go on where they were. */
export class ContributorMessageNumber extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `alter table "contributor_message" add column "number" int null;`,
  `update "contributor_message" m set "number" = n."number" from (select "id", row_number() over (partition by "project_id", "subject" order by "id") as "number" from "contributor_message") n where n."id" = m."id";`,
  `alter table "contributor_message" alter column "number" set not null;`,
  `alter table "contributor_message" add constraint "contributor_message_project_id_subject_number_unique" unique ("project_id", "subject", "number");`,
];
