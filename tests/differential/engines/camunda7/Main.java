package differential;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    private final DmnEngine engine =
            ((DefaultDmnEngineConfiguration) DefaultDmnEngineConfiguration.createDefaultDmnEngineConfiguration())
                    .buildEngine();
    private final Models<List<DmnDecision>> models = new Models<>(path ->
            engine.parseDecisions(new ByteArrayInputStream(Models.asDmn13(path).getBytes(StandardCharsets.UTF_8))));

    @Override
    public Object expression(String text) {
        throw new UnsupportedOperationException("its expressions are those of feel-scala");
    }

    @Override
    public Map<String, Object> decisions(String path, Map<String, Object> inputs) throws Exception {
        Map<String, Object> values = new LinkedHashMap<>();
        for (DmnDecision decision : models.at(path)) {
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
        boolean single = result.getResultList().stream().allMatch(row -> row.size() == 1);
        List<Object> rows = new ArrayList<>();
        for (DmnDecisionResultEntries row : result) {
            rows.add(single ? row.getFirstEntry() : new LinkedHashMap<>(row.getEntryMap()));
        }
        return rows.isEmpty() ? null : rows.size() == 1 ? rows.get(0) : rows;
    }

    public static void main(String[] arguments) throws Exception {
        Lines.serve(new Main());
    }
}
