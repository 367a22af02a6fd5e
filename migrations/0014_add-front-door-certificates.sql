ALTER TABLE "hosts" ADD COLUMN "certificates" jsonb;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "certificates_at" timestamp with time zone;