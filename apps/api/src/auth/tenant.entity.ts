import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** The tenant whose admins are the operators; it is there from the first start on. */
export const DEFAULT_TENANT = 'default';

/** A customer; nothing of one is ever seen by another. */
@Entity('tenants')
export class Tenant {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
