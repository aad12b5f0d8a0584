package dev.sluice.resources;

import dev.sluice.resources.schema.Doc;
import dev.sluice.resources.schema.Length;
import dev.sluice.resources.schema.Matches;
import dev.sluice.resources.schema.Required;

/** What a policy is attached to, in place of a selector. */
public record PolicyTargetRef(@Doc("API group of the target; empty for the core group.") @Length(max = 253) @Matches("^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$") String group, @Doc("Kind of the target: Service, ServiceEntry, Gateway or GatewayClass.") @Required @Length(min = 1, max = 63) @Matches("^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$") String kind, @Doc("Name of the target.") @Required @Length(min = 1, max = 253) String name, @Doc("Must be empty: the target is in the policy's own namespace.") String namespace) {}
