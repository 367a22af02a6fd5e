import { expect, test } from 'bun:test'
import { destructive } from './migrations.ts'

test.each([
  'CREATE TABLE "a" ("b" int NOT NULL);--> statement-breakpoint\nALTER TABLE "a" ADD CONSTRAINT "c" UNIQUE("b");',
  'ALTER TABLE "a" ADD COLUMN "b" text;',
  'ALTER TABLE "a" ADD COLUMN "b" text DEFAULT \'x\' NOT NULL;',
  '-- why\nINSERT INTO "a" VALUES (1);',
  'WITH new AS (INSERT INTO "a" VALUES (1) RETURNING "b") INSERT INTO "c" SELECT "b" FROM new;',
  'CREATE INDEX "i" ON "a" USING btree ("b");',
  'ALTER TABLE "a" ADD COLUMN "b" uuid;--> statement-breakpoint\nALTER TABLE "a" ADD CONSTRAINT "c" FOREIGN KEY ("b") REFERENCES "public"."d"("id") ON DELETE set null;',
  'ALTER TABLE "a" ADD COLUMN "b" uuid;--> statement-breakpoint\nCREATE UNIQUE INDEX "i" ON "a" USING btree ("b") WHERE c is null;',
  '-- widening: rows with a null are joined away\nALTER TABLE "a" ALTER COLUMN "b" DROP NOT NULL;',
  '-- breaking: nobody reads it\nDROP TABLE "a";',
])('an older version bears %j', (sql) => {
  expect(destructive('x.sql', sql)).toEqual([])
})

test.each([
  'WITH old AS (DELETE FROM "a" RETURNING "b") INSERT INTO "c" SELECT "b" FROM old;',
  'DROP TABLE "a";',
  'ALTER TABLE "a" DROP COLUMN "b";',
  'ALTER TABLE "a" RENAME TO "b";',
  'ALTER TABLE "a" ADD COLUMN "b" text NOT NULL;',
  'ALTER TABLE "a" ADD CONSTRAINT "c" UNIQUE("b");',
  'ALTER TABLE "a" ALTER COLUMN "b" DROP NOT NULL;',
  'ALTER TABLE "a" DROP COLUMN "b";\n-- widening: no excuse for this',
  'ALTER TABLE "a" ADD CONSTRAINT "c" FOREIGN KEY ("b") REFERENCES "public"."d"("id");',
  'CREATE UNIQUE INDEX "i" ON "a" USING btree ("b");',
  'ALTER TYPE "public"."state" ADD VALUE \'resting\';',
])('an older version may fail after %j', (sql) => {
  const [finding] = destructive(
    'x.sql',
    `CREATE TABLE "z" ("y" int);--> statement-breakpoint\n${sql}`,
  )
  expect(finding).toMatchObject({ file: 'x.sql', line: 2 })
})
