import { Migration } from '@mikro-orm/migrations';

/** Changes of aliases say where the alias stood before, what moved it, and by which numbers; each knows the one that a rollback goes back to. */
export class PromotionHistory extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `alter table "model_alias_change"
    add column "source" text not null default 'PERSON' constraint "model_alias_change_source_check" check ("source" in ('PERSON', 'POLICY', 'EXPERIMENT', 'ROLLBACK')),
    add column "previous_model_version_id" uuid null references "model_version" ("id"),
    add column "previous_change_id" uuid null references "model_alias_change" ("id"),
    add column "numbers" jsonb not null default '[]';`,
  `alter table "model_alias_change" alter column "source" drop default, alter column "numbers" drop default;`,
  `alter table "model_alias_change" disable trigger model_alias_change_immutable;`,
  `update "model_alias_change" one set "previous_model_version_id" = before.version, "previous_change_id" = before.change
    from (select "id", lag("model_version_id") over history as version, lag("id") over history as change
      from "model_alias_change" window history as (partition by "model_id", "alias" order by "id")) before
    where before."id" = one."id" and before.change is not null;`,
  `alter table "model_alias_change" enable trigger model_alias_change_immutable;`,
  `alter table "model_alias" add column "change_id" uuid null references "model_alias_change" ("id");`,
  `update "model_alias" one set "change_id" =
    (select "id" from "model_alias_change" change where change."model_id" = one."model_id" and change."alias" = one."alias" order by "id" desc limit 1);`,
];
