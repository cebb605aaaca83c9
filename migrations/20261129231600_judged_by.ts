import { Migration } from '@mikro-orm/migrations';

/** By which metrics a model version can be told to be better; null of versions that were made before. */
export class JudgedBy extends Migration {
  override up(): void {
    this.addSql(`alter table "model_version" add column "judged_by" jsonb null;`);
  }
}
