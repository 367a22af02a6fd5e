ALTER TABLE "agents" ADD COLUMN "gateway" "bytea";--> statement-breakpoint
ALTER TABLE "agents" ADD COLUMN "gateway_mark" text;