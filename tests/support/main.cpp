#define BOOST_TEST_MODULE libdbn
#include <boost/test/unit_test.hpp>
