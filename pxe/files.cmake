set(EMBEDDED_FILES
  templates/boot.ipxe
  templates/dnsmasq.conf
  templates/install.ipxe
  templates/kea-dhcp4.conf
  templates/local.ipxe
  templates/nginx.conf
  templates/unknown.ipxe)
