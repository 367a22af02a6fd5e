ALTER TABLE "sessions" ADD COLUMN "web" jsonb;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "web" jsonb;