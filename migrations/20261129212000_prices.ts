import { Migration } from '@mikro-orm/migrations';

/** What computing costs, and which generations were made on a GPU. */
export class PricesOfProjects extends Migration {
  override up(): void {
    this.addSql(`alter table "project" add column "prices" jsonb null;`);
    this.addSql(`alter table "generation" add column "on_gpu" boolean not null default false;`);
    this.addSql(`create index "generation_model_version_id_created_at_index" on "generation" ("model_version_id", "created_at");`);
  }
}
