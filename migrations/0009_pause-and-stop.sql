-- breaking: a version before knows no paused and stopped sessions, and would remove their containers
ALTER TYPE "public"."session_state" ADD VALUE 'paused' BEFORE 'lost';--> statement-breakpoint
ALTER TYPE "public"."session_state" ADD VALUE 'stopping' BEFORE 'lost';--> statement-breakpoint
ALTER TYPE "public"."session_state" ADD VALUE 'stopped' BEFORE 'lost';--> statement-breakpoint
ALTER TYPE "public"."session_state" ADD VALUE 'restarting' BEFORE 'lost';--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "turn" integer DEFAULT 0 NOT NULL;