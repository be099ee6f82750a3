"""The rules every stack keeps; enforced by `pulumi preview --policy-pack infra/policies`."""
