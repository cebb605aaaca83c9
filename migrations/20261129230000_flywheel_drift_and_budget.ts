import { Migration } from '@mikro-orm/migrations';

/** Drift sets a cycle off, and a week's training has a bound. */
export class FlywheelDriftAndBudget extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const added = `'{"maximumDrift": null, "weeklyTrainingSeconds": null}'::jsonb`;

const statements = [
  `alter table "flywheel_cycle" drop constraint "flywheel_cycle_trigger_check";`,
  `alter table "flywheel_cycle" add constraint "flywheel_cycle_trigger_check" check ("trigger" in ('FEEDBACK', 'SCHEDULE', 'SATISFACTION', 'DRIFT', 'PERSON'));`,
  `update "flywheel_policy" set "rules" = ${added} || "rules";`,
  // Of those that are over, the rules are history.
  `update "flywheel_cycle" set "rules" = ${added} || "rules" where "finished_at" is null;`,
  // The newest answers of a version, without reading all of them.
  `create index "generation_model_version_id_id_index" on "generation" ("model_version_id", "id");`,
  `drop index "generation_model_version_id_index";`,
];
