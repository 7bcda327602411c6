package differential;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.dmn.engine.DmnDecisionResultEntries;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;

/** The DMN engine of Camunda 7. It reads DMN 1.1 to 1.3: a later namespace is renamed to that of 1.3 before. */
public final class Main implements Engine {
    private static final String KNOWN = "https://www.omg.org/spec/DMN/20191111/MODEL/";

    private final DmnEngine engine =
            ((DefaultDmnEngineConfiguration) DefaultDmnEngineConfiguration.createDefaultDmnEngineConfiguration())
                    .buildEngine();
    private final Map<String, List<DmnDecision>> read = new HashMap<>();

    @Override
    public Object expression(String text) {
        throw new UnsupportedOperationException("its expressions are those of feel-scala");
    }

    @Override
    public Map<String, Object> decisions(String path, Map<String, Object> inputs) throws Exception {
        if (!read.containsKey(path)) {
            String text = Files.readString(Path.of(path)).replaceAll("https://www.omg.org/spec/DMN/20(21|23)\\d{4}/MODEL/", KNOWN);
            InputStream stream = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
            read.put(path, engine.parseDecisions(stream));
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (DmnDecision decision : read.get(path)) {
            try {
                values.put(decision.getName(), value(engine.evaluateDecision(decision, inputs)));
            } catch (Throwable refusal) {
                values.put(decision.getName(), refusal);
            }
        }
        return values;
    }

    /** Rules that matched, as the one value or the list of values that DMN has for them. */
    private static Object value(DmnDecisionResult result) {
        List<Object> rows = new ArrayList<>();
        for (DmnDecisionResultEntries row : result) {
            rows.add(row.size() == 1 ? row.getFirstEntry() : new LinkedHashMap<>(row.getEntryMap()));
        }
        return rows.isEmpty() ? null : rows.size() == 1 ? rows.get(0) : rows;
    }

    public static void main(String[] arguments) throws Exception {
        Lines.serve(new Main());
    }
}
