"""Does with user data what cloud-init does, by cloud-init's own code: unpacks them, writes the files, runs the commands."""
import base64
import os
import subprocess
import sys

from cloudinit import user_data, util
from cloudinit.config.cc_write_files import write_files

part = user_data.convert_string(base64.b64decode(open(sys.argv[1]).read()))
config = util.load_yaml(part.get_payload(decode=True), default={})
write_files('write_files', config['write_files'], 'root:root')
script = '/run/runcmd'
util.write_file(script, util.shellify(config['runcmd']), 0o700)
os._exit(subprocess.call([script]))
