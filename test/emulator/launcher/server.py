"""moto's server, repaired, for `cdk` and for Terraform.

usage: python server.py --port 5055 --gaps FILE

It listens on loopback only. CloudFormation is an engine of our own: resources are made, changed and deleted
through moto's service APIs (the table in resources/); order, replacement, rollback, deletion policies, events
and exports are ours. Terraform calls those APIs itself. repairs/ is for both.
"""

import argparse
import logging
import os


def main():
    parser = argparse.ArgumentParser(description="emulates the AWS APIs on loopback")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--gaps", required=True, help="the file for one JSON line per thing that is not done")
    arguments = parser.parse_args()
    logging.basicConfig(level=os.environ.get("EMULATOR_LOG", "WARNING"))
    os.environ["MOTO_PORT"] = str(arguments.port)
    # otherwise a role cannot be given a policy that AWS manages
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    # otherwise an instance of a type that EC2 does not have starts all the same
    os.environ["MOTO_EC2_ENABLE_INSTANCE_TYPE_VALIDATION"] = "true"
    # otherwise a certificate waits for its validation as long as in AWS
    os.environ["MOTO_ACM_VALIDATION_WAIT"] = "0"

    # after the environment: moto reads it when it is imported
    import api
    import change_sets
    import cluster_passwords
    import gaps
    import repairs  # noqa: F401, importing it is what repairs moto
    import stack_resource
    import stacks
    from moto.server import main as serve

    api.use_port(arguments.port)
    gaps.write_gaps_to(arguments.gaps)
    for part in (stack_resource, stacks, change_sets, cluster_passwords):
        part.install()
    serve(["--host", "127.0.0.1", "--port", str(arguments.port)])


if __name__ == "__main__":
    main()
