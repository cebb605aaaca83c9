import { Migration } from '@mikro-orm/migrations';

/** Who follows a generation: when the last one has left, the work is stopped. */
export class GenerationFollower extends Migration {
  override up(): void {
    this.addSql(`create table "generation_follower" (
    "id" uuid not null,
    "generation_id" uuid not null,
    "server_id" uuid not null,
    "ends_work" boolean not null,
    "expires_at" timestamptz(3) not null,
    primary key ("id")
  );`);
    this.addSql(`create index "generation_follower_generation_id_index" on "generation_follower" ("generation_id");`);
    this.addSql(`create index "generation_follower_server_id_index" on "generation_follower" ("server_id");`);
    this.addSql(`alter table "generation_follower" add constraint "generation_follower_generation_id_foreign" foreign key ("generation_id") references "generation" ("id");`);
  }
}
